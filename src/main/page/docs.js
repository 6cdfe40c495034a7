// The API's document in Swagger UI, asked below the path at which a proxy shows the server.
const base = document.querySelector('meta[name="base-path"]').content.replace(/\/$/, '');
const spec = await (await fetch(`${base}/openapi.json`)).json();
window.SwaggerUIBundle({
  spec: { ...spec, servers: [{ url: base || '/' }] },
  dom_id: '#api',
  deepLinking: true,
});
