package lapidary.host.facet;

import static lapidary.abi.ResultCode.NOT_FOUND;

import java.util.Arrays;
import java.util.Optional;
import lapidary.host.error.Refusal;
import lapidary.host.guest.Loader;
import lapidary.host.memory.HeapSize;
import lapidary.host.module.ModuleOwner;

/**
 * What a guest loads, and runs once, within an event of its own. Confined to the event's thread.
 */
final class EventLoader implements Loader {
    private final FacetServices services;
    private final FacetSpec caller;
    private final OnceCalls calls;

    /**
     * @param caller whose guest this is for
     */
    EventLoader(FacetServices services, FacetSpec caller, OnceCalls calls) {
        this.services = services;
        this.caller = caller;
        this.calls = calls;
    }

    @Override
    public String load(byte[] memory, int offset, int length) {
        return calls.loading(() -> {
            try (var _ = services.memory().claim(HeapSize.ofBytes(length))) {
                byte[] wasm = Arrays.copyOfRange(memory, offset, offset + length);
                return services.modules().load(wasm).toString();
            }
        });
    }

    @Override
    public String resolve(String name) {
        return Optional.of(name)
                .filter(visible -> ModuleOwner.isVisible(visible, caller.identity().namespace()))
                .flatMap(services.modules()::find)
                .orElseThrow(() -> new Refusal(NOT_FOUND, "no module has that name"))
                .digest();
    }

    @Override
    public Code prepare(String module, byte[] options) {
        calls.requireRoom();
        var spec = calls.loading(() -> services.onceSpecs().within(caller, module, options));
        return (request, payer) -> calls.fetch(spec, request, payer);
    }
}
