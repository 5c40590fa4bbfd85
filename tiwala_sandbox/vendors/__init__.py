"""Stand-ins for real gateways: each speaks one vendor's wire, remembers, and has faults on demand."""
