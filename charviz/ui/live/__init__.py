"""The live page: settings, text, player, files."""
