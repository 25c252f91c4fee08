package lapidary.host.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import lapidary.abi.Limits;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/**
 * HTTP/1.1 over one connection, for one request. Reads no more than a head may have until the head
 * is there, however many interim replies come before it. Confined to the exchange's thread.
 */
final class Wire extends DefaultBHttpClientConnection {
    /** A head, and what is read ahead with it. */
    private static final int HEAD_BYTES_MAX = Limits.HEADERS_BYTES_MAX + (32 << 10);

    private static final Http1Config CONFIG =
            Http1Config.custom()
                    .setBufferSize(8 << 10)
                    .setMaxLineLength(Limits.HEADERS_BYTES_MAX)
                    .setMaxHeaderCount(Limits.HEADERS_COUNT_MAX + 1) // refuses that many
                    .setMaxEmptyLineCount(1)
                    .build();

    private final HeadBound bound;

    Wire(Socket socket) throws IOException {
        // The parser is named, since the connection's own does not know the bounds.
        super(CONFIG, null, null, null, null, null, new DefaultHttpResponseParserFactory(CONFIG));
        bound = new HeadBound(socket.getInputStream());
        bind(new Holder(socket, bound));
    }

    /** The head is there: what comes now is the body. */
    void headIsThere() {
        bound.left = Long.MAX_VALUE;
    }

    private static final class Holder extends SocketHolder {
        private final InputStream in;

        Holder(Socket socket, InputStream in) {
            super(socket);
            this.in = in;
        }

        @Override
        protected InputStream getInputStream(Socket socket) {
            return in;
        }
    }

    private static final class HeadBound extends FilterInputStream {
        private long left = HEAD_BYTES_MAX;

        HeadBound(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("its head is longer than " + HEAD_BYTES_MAX + " bytes");
            }
            int count = in.read(into, offset, length);
            left -= Math.max(count, 0);
            return count;
        }
    }
}
