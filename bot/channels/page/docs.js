// Lists the paths and shapes of the HTTP interface, from its own OpenAPI description.

import { make } from "/page/elements.js";

const answer = await fetch("/api/openapi.json");
const { paths, components } = await answer.json();

for (const [path, methods] of Object.entries(paths)) {
  for (const [method, details] of Object.entries(methods)) {
    const body = details.requestBody?.content["application/json"].schema;
    const lines = [`${method.toUpperCase()} ${path}`];
    if (body) lines.push(`请求 ${typeName(body)}`);
    for (const [status, reply] of Object.entries(details.responses)) lines.push(said(status, reply));
    document.querySelector("#paths").append(make("h3", {}, lines[0]), listed(lines.slice(1)));
  }
}

for (const [name, shape] of Object.entries(components.schemas)) {
  const lines = Object.entries(shape.properties ?? {}).map(([field, type]) => `${field}：${typeName(type)}`);
  document
    .querySelector("#shapes")
    .append(make("h3", {}, name), listed(lines.length ? lines : [(shape.enum ?? []).join("、")]));
}

function said(status, reply) {
  const schema = reply.content?.["application/json"]?.schema;
  return `回应 ${status}${schema ? ` ${typeName(schema)}` : ""}`;
}

function typeName(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(typeName).join(" | ");
  if (schema.type === "array") return `${typeName(schema.items ?? {})}[]`;
  return schema.format ?? schema.type ?? "";
}

function listed(lines) {
  return make("ul", {}, ...lines.map((line) => make("li", {}, line)));
}
