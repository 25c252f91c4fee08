package lapidary.bench.load;

import java.net.URI;
import java.time.Duration;

/**
 * Requests on many connections. Immutable.
 *
 * @param server without a path
 * @param perSecond at which rate they leave, evenly, whether or not earlier ones are answered; 0
 *     where each connection asks again as soon as it is answered
 */
public record Load(URI server, Paths paths, int connections, Duration time, double perSecond) {
    public Load(URI server, Paths paths, int connections, Duration time) {
        this(server, paths, connections, time, 0);
    }
}
