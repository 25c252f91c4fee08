package lapidary.host.ltx;

import java.io.IOException;
import java.io.Serial;

/** A file is not LTX, or is damaged. */
public final class LtxException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    public LtxException(String message) {
        super(message);
    }
}
