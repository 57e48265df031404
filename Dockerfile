# The app on a CPU. TORCH_INDEX: the address of PyTorch's CPU builds, else pip takes the default one, of several gigabytes.
FROM python:3.12-slim
ARG TORCH_INDEX=""
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r requirements.txt
COPY . .
RUN useradd --create-home charviz && chown -R charviz /app
USER charviz
# Machine code for the processor that builds this; on another one it is compiled at the first start, in the background.
RUN python -m charviz.engines.warm
EXPOSE 8501
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
