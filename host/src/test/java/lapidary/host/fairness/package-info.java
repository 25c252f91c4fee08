/** What neighbours notice of hostile guests: a measurement, to be run by hand. */
package lapidary.host.fairness;
