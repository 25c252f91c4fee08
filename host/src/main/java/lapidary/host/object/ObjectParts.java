package lapidary.host.object;

import lapidary.host.storage.ObjectRoom;

/** What the parts of one live object share. Immutable. */
record ObjectParts(
        ObjectId id,
        String name,
        ObjectServices services,
        Supervision supervision,
        ObjectTree tree,
        ObjectArchive archive,
        ObjectUsage usage,
        ObjectRoom room,
        NameLocks locks,
        LiveFacets live) {}
