package lapidary.host.object;

import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.archive.Archive;
import lapidary.host.facet.FacetServices;

/**
 * What all objects of a host share. Immutable.
 *
 * @param root of the objects' folders
 * @param trash a folder on the same file system, for what is being deleted; swept at start
 * @param orphans removes what a crash has left
 * @param doors to facets, for what comes from their sockets
 */
record ObjectServices(
        Path root,
        Path trash,
        ObjectIndex index,
        AlarmIndex alarms,
        Orphans orphans,
        Optional<Archive> archive,
        FacetServices facets,
        FacetDoors doors) {}
