"""Still pictures, with Plotly."""
