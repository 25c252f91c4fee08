package lapidary.host.storage;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When what an event committed may be told: docs/durability.md. */
public enum Durability {
    /** When it is durable. */
    @JsonProperty("durable")
    DURABLE,
    /** At once; it is synced within a second or so, and when the facet hibernates. */
    @JsonProperty("relaxed")
    RELAXED
}
