using Workerd = import "/workerd/workerd.capnp";

# The peer: a Durable Object that loads code and runs it as a facet with a database of its own. Its
# port and the folder "disk" come from the command line.
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "disk", disk = (path = "data", writable = true)),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);

const main :Workerd.Worker = (
  modules = [ (name = "worker", esModule = embed "worker.js") ],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["experimental"],
  durableObjectNamespaces = [
    (className = "Supervisor", uniqueKey = "supervisor", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    (name = "SUPERVISORS", durableObjectNamespace = "Supervisor"),
    (name = "LOADER", workerLoader = (id = "loader")),
  ],
);
