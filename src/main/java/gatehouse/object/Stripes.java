// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.util.concurrent.locks.ReentrantLock;

/** A fixed number of mutexes that any number of things share. */
final class Stripes {
    /** Far above the number of threads that are at work at a time. */
    private static final int COUNT = 1024;

    private final ReentrantLock[] mutexes = new ReentrantLock[COUNT];

    Stripes() {
        for (int i = 0; i < COUNT; i++) {
            mutexes[i] = new ReentrantLock();
        }
    }

    /** A mutex until it is closed, by the thread that took it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held hold(Object thing) {
        ReentrantLock mutex = mutexes[Math.floorMod(thing.hashCode(), COUNT)];
        mutex.lock();
        return mutex::unlock;
    }
}
