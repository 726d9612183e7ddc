"""Every address of the portal, by surface. ``settings.ROOT_URLCONF`` names the module for this process."""
