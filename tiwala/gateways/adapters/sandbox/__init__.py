"""The adapter to tiwala_sandbox, the gateway to try everything against."""
