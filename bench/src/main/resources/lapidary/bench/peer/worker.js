// GET /OBJECT/CODE/hello, get or inc: the object's supervisor loads the code of that name, if it is
// new, and runs it as facet "app", which does what src/main/guests/hits.c does.
import { DurableObject } from "cloudflare:workers";

const HITS = `
import { DurableObject } from "cloudflare:workers";

export class Hits extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS hits (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
    this.sql.exec("INSERT OR IGNORE INTO hits VALUES (1, 0)");
  }

  fetch(request) {
    const operation = request.url.slice(request.url.lastIndexOf("/") + 1);
    switch (operation) {
      case "get":
        return this.number("SELECT n FROM hits WHERE id = 1");
      case "inc":
        return this.number("UPDATE hits SET n = n + 1 WHERE id = 1 RETURNING n");
      case "hello":
        return new Response("hello");
      default:
        return new Response("there is only hello, get and inc", { status: 404 });
    }
  }

  number(statement) {
    return new Response(String(this.sql.exec(statement).one().n));
  }
}
`;

function code(name) {
  return {
    compatibilityDate: "2026-01-01",
    mainModule: "hits.js",
    modules: { "hits.js": `${HITS}// ${name}` },
    globalOutbound: null,
  };
}

export class Supervisor extends DurableObject {
  fetch(request) {
    const name = new URL(request.url).pathname.split("/")[2];
    const facet = this.ctx.facets.get("app", () => {
      const worker = this.env.LOADER.get(name, () => code(name));
      return { class: worker.getDurableObjectClass("Hits") };
    });
    return facet.fetch(request);
  }
}

export default {
  fetch(request, env) {
    const object = new URL(request.url).pathname.split("/")[1];
    return env.SUPERVISORS.get(env.SUPERVISORS.idFromName(object)).fetch(request);
  },
};
