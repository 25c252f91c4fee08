package lapidary.host.storage;

/**
 * Is told of each step towards the disk before it is made: a file's name, a sync, a statement of
 * the host's. A test lets the process end there.
 */
interface StorageSteps {
    StorageSteps UNHEARD = _ -> {};

    /** Hears what is about to be done, in words. */
    void before(String step);
}
