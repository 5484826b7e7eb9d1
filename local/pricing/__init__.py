"""AWS's price list, a few real products of it: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-list.html."""

PARTS = ("service",)
