"""The tables and the figures' passports: `pingan_analysis.data` where the package is installed."""
