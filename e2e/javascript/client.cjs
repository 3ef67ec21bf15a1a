// SPDX-License-Identifier: Apache-2.0
'use strict';

// An MDM server's calls to Apple's service, instrumented as OpenTelemetry shows it: the HTTP instrumentation makes the
// client spans, and errors are logged as exceptions.
//
//   node client.cjs http|fetch URL...
const { SpanStatusCode, context, trace } = require('@opentelemetry/api');
const { SeverityNumber, logs } = require('@opentelemetry/api-logs');
const { suppressTracing } = require('@opentelemetry/core');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-http');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] }).register();
logs.setGlobalLoggerProvider(
  new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] }),
);
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });

const http = require('node:http'); // once it is instrumented

const post = {
  http: (url) =>
    new Promise((resolve, reject) => {
      http
        .request(url, { method: 'POST' }, async (res) => {
          let body = '';
          for await (const chunk of res) body += chunk;
          resolve(JSON.parse(body));
        })
        .on('error', reject)
        .end();
    }),
  fetch: async (url) => (await fetch(url, { method: 'POST' })).json(),
};

class AppsAndBooksError extends Error {
  constructor({ errorNumber, errorMessage }) {
    super(`Apps and Books: ${errorMessage} (error number: ${errorNumber})`);
    this.name = 'AppsAndBooksError';
  }
}

const tracer = trace.getTracer('mdm');
const logger = logs.getLogger('mdm');

async function associate(call, url) {
  await tracer.startActiveSpan('associate', async (span) => {
    try {
      const answer = await call(url);
      if (answer.errorNumber) throw new AppsAndBooksError(answer);
    } catch (exception) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      logger.emit({ severityNumber: SeverityNumber.ERROR, severityText: 'ERROR', body: 'associate failed', exception });
    } finally {
      span.end();
    }
  });
}

async function main([kind, ...urls]) {
  // The first call of a process is slow to end, longer than it may be blamed for an error: not with a span.
  await context.with(suppressTracing(context.active()), () => post[kind](urls[0]));
  for (const url of urls) await associate(post[kind], url);
  // The batches leave by themselves: a server runs on. The test ends this process.
  setInterval(() => {}, 1 << 30);
}

main(process.argv.slice(2));
