package lapidary.host.http;

import io.helidon.common.GenericType;
import io.helidon.common.media.type.MediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import io.helidon.webserver.http.spi.SinkProvider;
import io.helidon.webserver.http.spi.SinkProviderContext;
import java.util.function.BiConsumer;

/**
 * Sends a streaming reply's head before there is a body: the HTTP server lets only those do so who
 * make a sink, so this makes one that takes nothing. Found by the service loader. Immutable.
 */
public final class HeadFlush implements SinkProvider<Void> {
    private static final GenericType<HeadSink> TYPE = GenericType.create(HeadSink.class);

    /** Takes nothing. */
    public static final class HeadSink implements Sink<Void> {
        private HeadSink() {}

        @Override
        public Sink<Void> emit(Void nothing) {
            return this;
        }

        @Override
        public void close() {
            // the stream is closed by whoever opened it
        }
    }

    /** Sends the head of a reply whose stream was asked for, if it was not sent yet. */
    static void of(ServerResponse response) {
        response.sink(TYPE);
    }

    @Override
    public boolean supports(GenericType<? extends Sink<?>> type, ServerRequest request) {
        return type.equals(TYPE);
    }

    @Override
    // supports() has seen that X is HeadSink; the signature is the interface's
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <X extends Sink<Void>> X create(SinkProviderContext context) {
        context.flushHeaders();
        return (X) new HeadSink();
    }

    @Override
    // the interface's, until the HTTP server drops it
    @SuppressWarnings({"removal", "deprecation", "TypeParameterUnusedInFormals"})
    public <X extends Sink<Void>> X create(
            ServerResponse response, BiConsumer<Object, MediaType> consumer, Runnable close) {
        throw new UnsupportedOperationException("the other create is called");
    }
}
