"""The outside payment world behind one port: gateways, what they can, what they answered, what they told us."""
