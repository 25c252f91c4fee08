package lapidary.host.facet;

import lapidary.host.engine.GuestInstance;
import lapidary.host.guest.GuestContext;

/** A facet that is awake: its instance and what its host functions know. */
record LiveInstance(GuestInstance guest, GuestContext context) {}
