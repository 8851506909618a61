# The command line and the page: docker build -t rolecast . && docker run --rm -v "$PWD:/work" rolecast build
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements-web.lock ./
RUN python -m venv /opt/rolecast && /opt/rolecast/bin/pip install --no-cache-dir --require-hashes -r requirements-web.lock
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN /opt/rolecast/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --create-home rolecast
COPY --from=build /opt/rolecast /opt/rolecast
ENV PATH=/opt/rolecast/bin:$PATH
USER rolecast
WORKDIR /work
ENTRYPOINT ["rolecast"]
CMD ["--help"]
