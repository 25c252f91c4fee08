package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.NOT_FOUND;

import java.util.List;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.MemoryBudget;

/** Others, for a guest of which nobody knows what it will ask: they answer whatever it is. */
final class FuzzReach implements Loader, Outbound {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    /** As far as a guest may reach in an event, with few subrequests. */
    static GuestReach reach(FacetsBelow below) {
        var others = new FuzzReach();
        return new GuestReach(20, others, others, below);
    }

    @Override
    public String load(byte[] memory, int offset, int length) {
        if (length % 2 == 1) {
            throw new Refusal(INVALID, "not a module of ours");
        }
        return DIGEST;
    }

    @Override
    public String resolve(String name) {
        if (name.length() % 2 == 1) {
            throw new Refusal(NOT_FOUND, "no module has that name");
        }
        return DIGEST;
    }

    @Override
    public Code prepare(String module, byte[] options) {
        return (request, _) -> reply(request.url().length());
    }

    @Override
    public void requireAny() {}

    @Override
    public Way prepare(OutgoingHead head) {
        return (body, _) -> reply(body.left());
    }

    private static OpenReply reply(int size) {
        return new WholeReply(
                200,
                List.of(new Header("content-type", "text/plain"), new Header("x-own", "é")),
                Fuel.NONE,
                new byte[size],
                size,
                MemoryBudget.UNLIMITED.claim());
    }
}
