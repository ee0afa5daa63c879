import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';

/** `GET /v1/models` */
export const modelsRoute: Route = async ({ hosts }, { response }) => {
  sendJson(response, {
    status: 200,
    body: { object: 'list', data: hosts.map((host) => host.describe()) },
  });
};

/** `GET /health`: answers as long as the worker lives, whatever became of the models. */
export const healthRoute: Route = async ({ hosts, threads }, { response }) => {
  const models = hosts.map((host) => {
    const { id, state } = host.describe();
    const activity = host.activity();
    return { role: host.role, id, state, ...activity };
  });
  sendJson(response, { status: 200, body: { status: 'ok', threads, models } });
};
