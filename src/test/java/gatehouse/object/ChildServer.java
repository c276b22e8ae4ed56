// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A process that works on a bare repository until it is killed, and prints a line when something is done. */
final class ChildServer {
    private ChildServer() {}

    /** What the process does. */
    enum Task {
        /** Locks the content of {@link #content}(7). */
        LOCK,
        /** Uploads, removes, trashes and undeletes at random. */
        CHANGE
    }

    /** @param seed of the random choices */
    static Process start(Task task, Path gitDir, long seed) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        classes,
                        ChildServer.class.getName(),
                        task.name(),
                        gitDir.toString(),
                        Long.toString(seed)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Of at most 600 kB. */
    static byte[] content(int number) {
        return StoreFixture.content(number, number == 7 ? 30_000 : new Random(number).nextInt(600_000));
    }

    public static void main(String[] arguments) throws Exception {
        ObjectStore store = StoreFixture.store(StoreFixture.bare(Path.of(arguments[1])));
        switch (Task.valueOf(arguments[0])) {
            case LOCK -> {
                store.lockShared(AnnexRepository.sha256(content(7)), Duration.ofMinutes(10))
                        .orElseThrow();
                System.out.println("locked");
                Thread.sleep(600_000);
            }
            case CHANGE -> {
                store.mend();
                change(store, new Random(Long.parseLong(arguments[2])));
            }
        }
    }

    private static void change(ObjectStore store, Random random) throws IOException {
        while (true) {
            int number = random.nextInt(10);
            Key key = AnnexRepository.sha256(content(number));
            System.out.println("start " + number);
            String done = switch (random.nextInt(5)) {
                case 0 -> store.remove(key, Duration.ZERO).toString();
                case 1 -> store.remove(key, Duration.ofDays(1)).toString();
                case 2 -> store.undelete(key).toString();
                default -> put(store, content(number), random).toString();
            };
            System.out.println("done " + number + " " + done);
        }
    }

    private static Upload.Result put(ObjectStore store, byte[] content, Random random) throws IOException {
        Key key = AnnexRepository.sha256(content);
        int offset = (int) store.partialBytes(key);
        Announcement announced = new Announcement(key, StoreFixture.CLIENT, offset, content.length - offset);
        try (Upload upload = store.begin(announced);
                Upload other = store.begin(new Announcement(key, StoreFixture.CLIENT, 0, content.length))) {
            other.write(ByteBuffer.wrap(content, 0, content.length / 2));
            while (upload.missingBytes() > 0) {
                int at = content.length - (int) upload.missingBytes();
                upload.write(ByteBuffer.wrap(content, at, Math.min(content.length - at, 1 + random.nextInt(100_000))));
            }
            return upload.finish();
        }
    }
}
