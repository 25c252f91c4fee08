/**
 * The HTTP surface: raw paths to routes, bodies in and out, problems as RFC 9457. The only package
 * that knows the HTTP server.
 */
@NullMarked
package lapidary.host.http;

import org.jspecify.annotations.NullMarked;
