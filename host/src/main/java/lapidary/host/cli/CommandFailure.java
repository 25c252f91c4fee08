package lapidary.host.cli;

/** A command that could not do what it was asked: its message is printed, its exit status is 1. */
class CommandFailure extends RuntimeException {
    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
