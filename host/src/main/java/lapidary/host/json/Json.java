package lapidary.host.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON in and out, strictly: an unknown field, a duplicate, a trailing byte is an error. What is
 * wrong is said in words of this host's, with the place.
 */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .withCoercionConfig(
                            LogicalType.Enum,
                            words ->
                                    words.setCoercion(
                                            CoercionInputShape.EmptyString, CoercionAction.Fail))
                    .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** Reads a document, or says what is wrong with it and where. */
    public static <T> T read(byte[] bytes, Class<T> type) {
        try {
            T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw invalid("the JSON is null, expected " + expected(type));
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw invalid(
                    "unknown field "
                            + path(e)
                            + "; known here: "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        } catch (MismatchedInputException e) {
            throw invalid(mismatch(e));
        } catch (DatabindException e) {
            throw invalid("field " + path(e) + " has a value that cannot be taken");
        } catch (StreamConstraintsException e) {
            throw invalid("the JSON is nested too deeply, or has too long a number or name");
        } catch (JacksonException e) {
            throw invalid(syntax(e));
        }
    }

    private static String mismatch(MismatchedInputException e) {
        if (e.getPath().isEmpty() && e.getLocation() != null && isAtStart(e.getLocation())) {
            return "the JSON is empty, or not " + expected(e.getTargetType());
        }
        return e.getPath().isEmpty()
                ? "the JSON is not " + expected(e.getTargetType()) + place(e)
                : "field " + path(e) + ": expected " + expected(e.getTargetType());
    }

    private static boolean isAtStart(TokenStreamLocation location) {
        return location.getLineNr() <= 1 && location.getColumnNr() <= 1;
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(MAPPER::writeValueAsString)
                    .collect(Collectors.joining(" or "));
        }
        if (Number.class.isAssignableFrom(type) || type == long.class || type == int.class) {
            return "a whole number";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "another value";
    }

    private static String syntax(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Duplicate")
                ? "a field is there twice" + place(e)
                : "this is not JSON" + place(e);
    }

    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String path(DatabindException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null
                                ? "[" + step.getIndex() + "]"
                                : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
