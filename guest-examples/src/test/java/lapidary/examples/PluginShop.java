package lapidary.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import lapidary.host.object.LimitOptions;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.StartOptions;
import lapidary.host.supervisor.Decision;
import lapidary.host.supervisor.ObjectRequest;
import lapidary.host.supervisor.SupervisedObject;

/** A program with a host in it: each customer is an object, each of its plug-ins a facet. */
final class PluginShop {
    private static final long FUEL = 50_000_000; // about 50 ms for a request

    private PluginShop() {}

    static Lapidary open(Path dataFolder, byte[] plugin) {
        var listen = new ServerOptions(dataFolder, "127.0.0.1", 0, Optional.empty());
        var host = Lapidary.start(listen, Map.of("shop", PluginShop::decide));
        host.upload("plugin", plugin);
        host.putNamespace("shop", NamespaceDocument.EMPTY);
        return host;
    }

    private static Decision decide(SupervisedObject customer, ObjectRequest request)
            throws InterruptedException {
        String plugin = request.segment(0);
        if (request.whole().method().equals("DELETE")) {
            customer.delete(plugin);
            return Decision.answer(204, List.of(), new byte[0]);
        }
        customer.start(
                plugin, StartOptions.of("plugin").withLimits(LimitOptions.ofFuelPerEvent(FUEL)));
        return Decision.forward(plugin, request.from(1));
    }
}
