package lapidary.host.http;

import lapidary.host.guest.FetchRequest;
import lapidary.host.supervisor.ObjectRequest;

/**
 * A request to an object, by the path that it came with.
 *
 * @param first the part of the path that is its first segment
 * @param request whose URL has the path from that part on
 */
record PathRequest(RawPath path, int first, FetchRequest request) implements ObjectRequest {
    @Override
    public int segments() {
        return Math.max(1, path.size() - first);
    }

    @Override
    public String segment(int index) {
        return first + index < path.size() ? path.part(first + index) : "";
    }

    @Override
    public FetchRequest from(int segment) {
        String url = request.url();
        int start = url.length() - afterHost(url).length();
        String query = url.substring(start + path.rawFrom(first).length());
        return request.withUrl(url.substring(0, start) + path.rawFrom(first + segment) + query);
    }

    /** The path and the query. */
    private static String afterHost(String url) {
        return url.substring(url.indexOf('/', "http://".length()));
    }
}
