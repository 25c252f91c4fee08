package lapidary.host.socket;

/** Something that an event does, and that happens when it is committed. */
sealed interface Change {
    /** The socket, the stream or the facet that it is about. */
    Object subject();

    /**
     * It happens now.
     *
     * @param gate what its effects wait for before they leave
     */
    void commit(Gate gate);

    /** The event has failed. */
    default void undo() {}

    record Send(OpenSocket socket, Part part) implements Change {
        @Override
        public Object subject() {
            return socket;
        }

        @Override
        public void commit(Gate gate) {
            socket.send(part, gate);
        }

        @Override
        public void undo() {
            socket.outbox().release(part.size());
            part.close();
        }
    }

    record Close(OpenSocket socket, int code, String reason) implements Change {
        @Override
        public Object subject() {
            return socket;
        }

        @Override
        public void commit(Gate gate) {
            socket.unlist();
            var _ = socket.close(code, reason, gate);
        }
    }

    record Overflow(OpenSocket socket) implements Change {
        @Override
        public Object subject() {
            return socket;
        }

        @Override
        public void commit(Gate gate) {
            socket.unlist();
            socket.breakWith(CloseCode.TRY_AGAIN_LATER, FacetSockets.UNREAD);
        }
    }

    record Attach(OpenSocket socket, Attachment attachment) implements Change {
        @Override
        public Object subject() {
            return socket;
        }

        @Override
        public void commit(Gate gate) {
            socket.attach(attachment);
        }

        @Override
        public void undo() {
            attachment.close();
        }
    }

    record Respond(FacetSockets facet, String request, String response) implements Change {
        @Override
        public Object subject() {
            return facet;
        }

        @Override
        public void commit(Gate gate) {
            facet.autoRespond(request.isEmpty() ? null : new AutoResponse(request, response, gate));
        }
    }

    record Write(OpenStream stream, Part part) implements Change {
        @Override
        public Object subject() {
            return stream;
        }

        @Override
        public void commit(Gate gate) {
            stream.write(part, gate);
        }

        @Override
        public void undo() {
            stream.outbox().release(part.size());
            part.close();
        }
    }

    record End(OpenStream stream, boolean isWhole) implements Change {
        @Override
        public Object subject() {
            return stream;
        }

        @Override
        public void commit(Gate gate) {
            if (isWhole) {
                stream.end();
            } else {
                stream.breakOff();
            }
        }
    }
}
