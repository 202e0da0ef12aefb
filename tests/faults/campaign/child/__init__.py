"""What runs inside the processes of a campaign: the product's own code behind addresses that only a campaign has."""
