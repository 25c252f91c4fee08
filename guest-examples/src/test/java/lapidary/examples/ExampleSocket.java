package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that hears texts, in their order. */
final class ExampleSocket implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final WebSocket socket;
    private final BlockingQueue<String> heard;

    private ExampleSocket(WebSocket socket, BlockingQueue<String> heard) {
        this.socket = socket;
        this.heard = heard;
    }

    static ExampleSocket open(HttpClient http, String url) {
        var heard = new LinkedBlockingQueue<String>();
        var socket = http.newWebSocketBuilder().buildAsync(URI.create(url), new Ear(heard)).join();
        return new ExampleSocket(socket, heard);
    }

    /** Puts what comes together. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard;
        private final StringBuilder text = new StringBuilder();

        Ear(BlockingQueue<String> heard) {
            this.heard = heard;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add("error " + error);
        }
    }

    ExampleSocket say(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** What is heard next, as JSON without the time that is in it. */
    String next() throws InterruptedException {
        String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was heard");
        return next.replaceFirst(", \"saidAt\": \\d+", "");
    }

    /** As many as that. */
    Stream<String> next(int count) throws InterruptedException {
        var texts = new String[count];
        for (int i : IntStream.range(0, count).toArray()) {
            texts[i] = next();
        }
        return Stream.of(texts);
    }

    /** Nothing that was not asked for has come: an answer of the host's comes next. */
    void hearsNothing() throws InterruptedException {
        assertEquals("pong", say("ping").next());
    }

    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
