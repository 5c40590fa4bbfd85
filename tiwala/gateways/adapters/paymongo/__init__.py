"""PayMongo behind the port."""
