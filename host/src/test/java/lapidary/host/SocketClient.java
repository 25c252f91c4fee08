package lapidary.host;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a real library. What it hears is told in order, as texts: {@code close 1000 bye}. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private WebSocket socket;

    static SocketClient open(HttpClient http, String url) {
        return open(http, url, List.of());
    }

    /**
     * @param protocols that it offers
     */
    static SocketClient open(HttpClient http, String url, List<String> protocols) {
        var builder = http.newWebSocketBuilder();
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.getFirst(),
                    protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        return open(builder, url);
    }

    static SocketClient open(HttpClient http, String url, String token) {
        return open(http.newWebSocketBuilder().header("Authorization", "Bearer " + token), url);
    }

    private static SocketClient open(WebSocket.Builder builder, String url) {
        var client = new SocketClient();
        client.socket =
                builder.buildAsync(URI.create(url.replaceFirst("^http", "ws")), client).join();
        return client;
    }

    /** The status with which the server refuses to open one. */
    static int refusal(HttpClient http, String url) {
        try {
            open(http, url).close();
            throw new AssertionError("it was opened");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    SocketClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    SocketClient send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** Sends a message in several frames. */
    SocketClient sendInParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            socket.sendText(parts[i], i == parts.length - 1).join();
        }
        return this;
    }

    SocketClient ping(String data) {
        socket.sendPing(ByteBuffer.wrap(data.getBytes(StandardCharsets.UTF_8))).join();
        return this;
    }

    SocketClient sendClose(int code, String reason) {
        socket.sendClose(code, reason).join();
        return this;
    }

    /** Asks, and waits for what is heard next. */
    String ask(String message) {
        return send(message).next();
    }

    /** What is heard next. */
    String next() {
        try {
            String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was heard");
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was heard, and nobody has asked for yet. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    /** Ends the connection without a word. */
    void abort() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add("text " + text);
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        heard.add("binary " + HexFormat.of().formatHex(bytes));
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        heard.add("pong " + StandardCharsets.UTF_8.decode(data));
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        heard.add("close " + code + " " + reason);
        ended.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        heard.add("error " + error);
        ended.complete(null);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
