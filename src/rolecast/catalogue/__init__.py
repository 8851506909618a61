"""What Role Manager knows: ML activities, personas and flows, one data file each."""
