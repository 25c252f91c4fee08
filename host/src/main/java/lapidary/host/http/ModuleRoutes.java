package lapidary.host.http;

import java.util.Optional;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.module.ModuleInfo;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.ModuleUse;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.token.Grant;

/** {@code /v1/modules…} */
final class ModuleRoutes {
    /** The module, and what the HTTP server makes of it. */
    private static final int COPIES_SENT = 2;

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NAME = 2;
    private static final int ACTION = 3;

    private final ModuleStore modules;
    private final ObjectRegistry objects;
    private final OnceRoute once;

    ModuleRoutes(ModuleStore modules, ObjectRegistry objects, OnceRoute once) {
        this.modules = modules;
        this.objects = objects;
        this.once = once;
    }

    void handle(Exchange exchange, Grant grant) throws InterruptedException {
        var path = exchange.path();
        if (path.size() == NAME) {
            list(exchange, grant);
        } else if (path.size() == NAME + 1) {
            one(exchange, grant, path.part(NAME));
        } else if (path.size() == ACTION + 1 && path.rawPart(ACTION).equals("wasm")) {
            wasm(exchange, grant, path.part(NAME));
        } else if (path.rawPart(ACTION).equals("fetch")) {
            requireKnown(grant, path.part(NAME));
            once.handle(exchange);
        } else {
            throw Router.nothingAt(exchange);
        }
    }

    private void list(Exchange exchange, Grant grant) {
        requireMethod(exchange, "GET");
        var paging = Paging.of(exchange);
        var page = modules.list(paging.after(), paging.limitAndOne(), grant::coversModule);
        exchange.json(OK, paging.document(page, ModuleInfo::name, info -> info));
    }

    private void one(Exchange exchange, Grant grant, String name) {
        switch (exchange.routeMethod()) {
            case "GET" -> exchange.json(OK, require(grant, name));
            case "PUT" -> put(exchange, grant, name);
            case "DELETE" -> delete(exchange, grant, name);
            default -> throw Router.notAllowed(exchange, "GET, PUT, DELETE");
        }
    }

    private void put(Exchange exchange, Grant grant, String name) {
        ModuleStore.checkName(name);
        if (!grant.coversModule(name)) {
            throw Access.forbidden(
                    "the token uploads modules named NAMESPACE--NAME, with the name of a namespace"
                            + " of its own");
        }
        byte[] wasm = exchange.body(Limits.MODULE_BYTES_MAX, ErrorCode.MODULE_TOO_LARGE);
        var upload = modules.put(name, wasm);
        exchange.json(upload.isNew() ? CREATED : OK, upload.info());
    }

    private void delete(Exchange exchange, Grant grant, String name) {
        require(grant, name);
        var use = objects.useOf(name);
        if (use.isPresent()) {
            throw inUse(grant, name, use.get());
        }
        modules.delete(name);
        exchange.noContent();
    }

    /** Says by whom, to those who may know. */
    private static CallerException inUse(Grant grant, String name, ModuleUse use) {
        String who = grant.covers(use.namespace()) ? ": " + use.text() : "";
        return new CallerException(ErrorCode.MODULE_IN_USE, "module " + name + " is in use" + who);
    }

    private void wasm(Exchange exchange, Grant grant, String name) {
        requireMethod(exchange, "GET");
        var info = require(grant, name);
        exchange.memory().add(COPIES_SENT * modules.wasmBytes(info));
        exchange.send(OK, "application/wasm", modules.wasm(info));
    }

    /** The same for a module that is another's as for one that nobody has. */
    private ModuleInfo require(Grant grant, String name) {
        Optional<ModuleInfo> info =
                grant.coversModule(name) ? modules.find(name) : Optional.empty();
        return info.orElseThrow(ModuleRoutes::notFound);
    }

    /** As {@link #require}, of a digest too, which is for those who may know all modules. */
    private void requireKnown(Grant grant, String reference) {
        if (!grant.coversModule(reference) || modules.resolve(reference).isEmpty()) {
            throw notFound();
        }
    }

    private static CallerException notFound() {
        return new CallerException(ErrorCode.MODULE_NOT_FOUND, "there is no module of that name");
    }

    private static void requireMethod(Exchange exchange, String method) {
        if (!exchange.routeMethod().equals(method)) {
            throw Router.notAllowed(exchange, method);
        }
    }
}
