# The app. TORCH_INDEX: the address of PyTorch's CPU builds, for a machine without a GPU (else pip takes the default build, with
# CUDA, of several gigabytes, which uses a GPU where the container is given one). MORE: what pip installs besides.
FROM python:3.12.11-slim-bookworm
ARG TORCH_INDEX=""
ARG MORE=""
ENV PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r requirements.txt ${MORE}
COPY . .
RUN useradd --create-home charviz && chown -R charviz /app
USER charviz
# Machine code for the processor that builds this; on another one it is compiled at the first start, in the background.
RUN python -m charviz.engines.precompile
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/api/health', timeout=3)"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
