"""Every address of the portal, by surface (DESIGN section 5). ``settings.ROOT_URLCONF`` names the module for this process."""
