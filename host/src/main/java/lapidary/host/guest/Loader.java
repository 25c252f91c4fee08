package lapidary.host.guest;

import lapidary.host.error.Refusal;

/**
 * What a supervisor does with code itself: has it loaded, looks it up, runs it once. Confined to
 * the event's thread. Each method refuses with a code and a text for the guest.
 */
public interface Loader {
    /** Nobody's, for guests without a host around them. */
    Loader NONE =
            new Loader() {
                @Override
                public String load(byte[] memory, int offset, int length) {
                    throw none();
                }

                @Override
                public String resolve(String name) {
                    throw none();
                }

                @Override
                public Code prepare(String module, byte[] options) {
                    throw none();
                }

                private static Refusal none() {
                    return new Refusal(lapidary.abi.ResultCode.DENIED, "there is no loader here");
                }
            };

    /** Code that is ready to be asked once. */
    interface Code {
        /**
         * Runs it in a fresh instance without storage, and forgets it. It burns what {@code payer}
         * has left, at most.
         */
        OpenReply fetch(FetchRequest request, GuestContext payer);
    }

    /** Checks and compiles a module that lies in memory, and gives its digest, {@code sha256:…}. */
    String load(byte[] memory, int offset, int length);

    /** The digest that a module's name means now. */
    String resolve(String name);

    /**
     * Makes a module ready.
     *
     * @param module a name or a digest
     * @param options JSON, as those of {@code start}
     */
    Code prepare(String module, byte[] options);
}
