package lapidary.host.crash;

/** Something that happened while a host was recorded. */
sealed interface Step {
    /** The host asked its system for something. */
    record Asked(Call call) implements Step {}

    /** A client asked the host for something, or was told that it is done. */
    record Noted(Mark mark) implements Step {}

    /** The process was over, killed or not; the machine was not. */
    record ProcessEnded() implements Step {}
}
