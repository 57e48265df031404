"""What goes between a browser and Streamlit's server, for those who speak to it without a browser: load tests, rubbish."""

from streamlit.proto.BackMsg_pb2 import BackMsg as BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg as ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState as WidgetState
