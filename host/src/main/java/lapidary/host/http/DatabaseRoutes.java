package lapidary.host.http;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.StagedFile;

/**
 * {@code …/facets/{facet}/database}: a facet's database as a file. It lies in a file of its own
 * while it is sent or received, however slowly that goes, so that the facet need not wait.
 */
final class DatabaseRoutes {
    private static final String MEDIA_TYPE = "application/vnd.sqlite3";
    private static final int OK = 200;

    /** How often the disk is asked whether there is room. */
    private static final long ROOM_STEP_BYTES = 16 << 20;

    private final ObjectRegistry objects;

    DatabaseRoutes(ObjectRegistry objects) {
        this.objects = objects;
    }

    void handle(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        switch (exchange.routeMethod()) {
            case "GET" -> get(exchange, namespace, object, facet);
            case "PUT" -> put(exchange, namespace, object, facet);
            default -> throw Router.notAllowed(exchange, "GET, PUT");
        }
    }

    private void get(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        try (var staged = objects.stage()) {
            objects.copyDatabase(namespace, object, facet, staged);
            send(exchange, staged);
        }
    }

    private static void send(Exchange exchange, StagedFile staged) {
        exchange.response()
                .header(
                        HeaderValues.create(
                                HeaderNames.CONTENT_DISPOSITION,
                                "attachment; filename=\"facet.db\""));
        try (var file = FileChannel.open(staged.path(), READ)) {
            exchange.sendFile(OK, MEDIA_TYPE, file);
        } catch (IOException e) {
            if (exchange.hasBegun()) {
                throw new CloseConnectionException("the client has gone", e);
            }
            throw new UncheckedIOException("a copy cannot be read", e);
        }
    }

    private void put(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        long bytesMax = databaseBytesMax(exchange, namespace, object, facet);
        try (var staged = objects.stage()) {
            long size = receive(exchange, staged, bytesMax);
            objects.replaceDatabase(namespace, object, facet, staged);
            exchange.json(OK, Map.of("sizeBytes", size));
        }
    }

    /** What is refused before it is read ends the connection. */
    private long databaseBytesMax(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        boolean isTaken = false;
        try {
            long bytesMax = objects.databaseBytesMax(namespace, object, facet);
            if (exchange.request().headers().contentLength().orElse(0) > bytesMax) {
                throw tooLarge(bytesMax);
            }
            isTaken = true;
            return bytesMax;
        } finally {
            if (!isTaken) {
                exchange.closeAfterwards();
            }
        }
    }

    private static long receive(Exchange exchange, StagedFile staged, long bytesMax) {
        try (var file = FileChannel.open(staged.path(), CREATE_NEW, WRITE)) {
            exchange.eachPart((part, size) -> {
                long before = file.position();
                if (before + size > bytesMax) {
                    throw tooLarge(bytesMax);
                }
                if (before % ROOM_STEP_BYTES < size) {
                    staged.requireRoom(ROOM_STEP_BYTES);
                }
                var buffer = ByteBuffer.wrap(part, 0, size);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            });
            if (file.size() == 0) {
                throw new CallerException(
                        ErrorCode.DATABASE_INVALID, "the body is empty: send a SQLite file");
            }
            return file.size();
        } catch (IOException e) {
            throw new UncheckedIOException("a request's body cannot be kept", e);
        }
    }

    private static LimitException tooLarge(long bytesMax) {
        var refused =
                new LimitException(
                        ErrorCode.STORAGE_FULL,
                        "the facet's database has at most " + bytesMax + " bytes");
        refused.with("storageBytesMax", bytesMax);
        return refused;
    }
}
