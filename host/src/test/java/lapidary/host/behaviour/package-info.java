/**
 * What users rely on, at the level where they see it: a real guest on a real server, asked over
 * HTTP. The pages of docs/behaviour are run; what a page cannot say is a test here.
 */
@NullMarked
package lapidary.host.behaviour;

import org.jspecify.annotations.NullMarked;
