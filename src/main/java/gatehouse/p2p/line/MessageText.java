// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.line;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Messages as lines, without the line feed, one char for each byte. Source: P2P/Protocol.hs formatMessage. */
public final class MessageText {
    /** Of any number that the protocol has. */
    private static final int MOST_DIGITS = 18;

    private MessageText() {}

    /** A line as its command and what follows the space after that. */
    private record Line(String command, String rest) {
        static Line of(String text) {
            int space = text.indexOf(' ');
            return space < 0 ? new Line(text, "") : new Line(text.substring(0, space), text.substring(space + 1));
        }

        Line next() {
            return of(rest);
        }
    }

    public static String format(Message message) {
        return switch (message) {
            case Message.AuthSuccess success -> "AUTH-SUCCESS " + success.uuid();
            case Message.AuthFailure failure -> "AUTH-FAILURE";
            case Message.Version version -> "VERSION " + version.number();
            case Message.Bypass bypass -> plus("BYPASS", bypass.uuids());
            case Message.CheckPresent check -> "CHECKPRESENT " + check.key();
            case Message.LockContent lock -> "LOCKCONTENT " + lock.key();
            case Message.UnlockContent unlock -> "UNLOCKCONTENT";
            case Message.Remove remove -> "REMOVE " + remove.key();
            case Message.RemoveBefore remove -> "REMOVE-BEFORE " + remove.untilSeconds() + " " + remove.key();
            case Message.GetTimestamp get -> "GETTIMESTAMP";
            case Message.Timestamp timestamp -> "TIMESTAMP " + timestamp.seconds();
            case Message.Get get -> "GET " + get.offsetBytes() + " " + FileText.escaped(get.file()) + " " + get.key();
            case Message.Put put -> "PUT " + FileText.escaped(put.file()) + " " + put.key();
            case Message.PutFrom from -> "PUT-FROM " + from.offsetBytes();
            case Message.AlreadyHave have -> orPlus("ALREADY-HAVE", have.plusUuids());
            case Message.Success success -> orPlus("SUCCESS", success.plusUuids());
            case Message.Failure failure -> orPlus("FAILURE", failure.plusUuids());
            case Message.DataFollows data -> "DATA " + data.lengthBytes();
            case Message.DataPresent present -> "DATA-PRESENT";
            case Message.Valid valid -> "VALID";
            case Message.Invalid invalid -> "INVALID";
            case Message.Error error -> "ERROR " + error.reason().replace('\n', ' ');
        };
    }

    /** Empty when the line is no message known here. */
    public static Optional<Message> parse(String text) {
        Line line = Line.of(text);
        return switch (line.command()) {
            case "AUTH-SUCCESS" -> Uuid.of(line.rest()).map(Message.AuthSuccess::new);
            case "AUTH-FAILURE" -> alone(line, new Message.AuthFailure());
            case "VERSION" ->
                number(line.rest(), number -> new Message.Version((int) Math.min(number, Integer.MAX_VALUE)));
            case "BYPASS" -> uuids(line, uuids -> new Message.Bypass(Set.copyOf(uuids)));
            case "CHECKPRESENT" -> key(line.rest(), Message.CheckPresent::new);
            case "LOCKCONTENT" -> key(line.rest(), Message.LockContent::new);
            case "UNLOCKCONTENT" -> alone(line, new Message.UnlockContent());
            case "REMOVE" -> key(line.rest(), Message.Remove::new);
            case "REMOVE-BEFORE" -> removeBefore(line.next());
            case "GETTIMESTAMP" -> alone(line, new Message.GetTimestamp());
            case "TIMESTAMP" -> number(line.rest(), Message.Timestamp::new);
            case "GET" -> get(line.next());
            case "PUT" -> put(line.next());
            case "PUT-FROM" -> number(line.rest(), Message.PutFrom::new);
            case "ALREADY-HAVE" -> alone(line, new Message.AlreadyHave(List.of()));
            case "ALREADY-HAVE-PLUS" -> uuids(line, Message.AlreadyHave::new);
            case "SUCCESS" -> alone(line, new Message.Success(List.of()));
            case "SUCCESS-PLUS" -> uuids(line, Message.Success::new);
            case "FAILURE" -> alone(line, new Message.Failure(List.of()));
            case "FAILURE-PLUS" -> uuids(line, Message.Failure::new);
            case "DATA" -> number(line.rest(), Message.DataFollows::new);
            case "DATA-PRESENT" -> alone(line, new Message.DataPresent());
            case "VALID" -> alone(line, new Message.Valid());
            case "INVALID" -> alone(line, new Message.Invalid());
            case "ERROR" -> Optional.of(new Message.Error(line.rest()));
            default -> Optional.empty();
        };
    }

    private static Optional<Message> removeBefore(Line line) {
        OptionalLong until = number(line.command());
        return until.isEmpty()
                ? Optional.empty()
                : key(line.rest(), key -> new Message.RemoveBefore(until.getAsLong(), key));
    }

    private static Optional<Message> get(Line line) {
        OptionalLong offset = number(line.command());
        Line file = line.next();
        return offset.isEmpty()
                ? Optional.empty()
                : key(file.rest(), key -> new Message.Get(offset.getAsLong(), FileText.unescaped(file.command()), key));
    }

    private static Optional<Message> put(Line line) {
        return key(line.rest(), key -> new Message.Put(FileText.unescaped(line.command()), key));
    }

    private static Optional<Message> key(String text, Function<Key, Message> message) {
        return Key.of(text).map(message);
    }

    private static Optional<Message> number(String text, Function<Long, Message> message) {
        OptionalLong number = number(text);
        return number.isEmpty() ? Optional.empty() : Optional.of(message.apply(number.getAsLong()));
    }

    private static OptionalLong number(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static Optional<Message> alone(Line line, Message message) {
        return line.rest().isEmpty() ? Optional.of(message) : Optional.empty();
    }

    private static Optional<Message> uuids(Line line, Function<List<Uuid>, Message> message) {
        List<Optional<Uuid>> uuids = Stream.of(line.rest().split(" "))
                .filter(word -> !word.isEmpty())
                .map(Uuid::of)
                .toList();
        return uuids.stream().allMatch(Optional::isPresent)
                ? Optional.of(
                        message.apply(uuids.stream().flatMap(Optional::stream).toList()))
                : Optional.empty();
    }

    private static String orPlus(String command, List<Uuid> uuids) {
        return uuids.isEmpty() ? command : plus(command + "-PLUS", uuids);
    }

    private static String plus(String command, Collection<Uuid> uuids) {
        return Stream.concat(Stream.of(command), uuids.stream().map(Uuid::text).sorted())
                .collect(Collectors.joining(" "));
    }
}
