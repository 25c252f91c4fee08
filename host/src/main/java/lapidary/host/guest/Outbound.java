package lapidary.host.guest;

import lapidary.host.error.Refusal;

/**
 * Requests that leave a guest's facet for the world, as far as its policy lets them. Confined to
 * the event's thread. Each method refuses with a code and a text for the guest.
 */
public interface Outbound {
    /** Nothing leaves. */
    Outbound NONE =
            new Outbound() {
                @Override
                public void requireAny() {
                    throw new Refusal(lapidary.abi.ResultCode.DENIED, "nothing leaves here");
                }

                @Override
                public Way prepare(OutgoingHead head) {
                    throw new Refusal(lapidary.abi.ResultCode.DENIED, "nothing leaves here");
                }
            };

    /** A request that the policy covers. */
    interface Way {
        /** Makes it. */
        OpenReply send(SliceBody body, GuestContext payer);
    }

    /** {@code DENIED} if no request leaves, whatever it is. */
    void requireAny();

    /** How a request leaves; {@code DENIED} if the policy does not cover it. */
    Way prepare(OutgoingHead head);
}
