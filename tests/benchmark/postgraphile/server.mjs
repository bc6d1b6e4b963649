// The yardstick: PostGraphile 5 over node:http, one process, set up as its own documentation says
// for production, with only the reads switched on. Collections may be asked for as plain lists,
// which its users prefer wherever no page information is needed (and which is faster).
import { createServer } from "node:http";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { DATABASE_URL, PORT, POOL = "8" } = process.env;

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: ["public"],
      poolConfig: { max: Number(POOL) },
    }),
  ],
  schema: { defaultBehavior: "+list +connection -insert -update -delete -node" },
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, maxRequestLength: 100_000 },
});

const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
await instance.createServ(grafserv).addTo(server);
server.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
