"""The only room with Streamlit: what all pages share, the live page, the other pages."""
