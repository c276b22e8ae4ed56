// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.SizeWatch;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.SizeChange;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Records changes until it is killed, and prints the name of each key once its change is acknowledged. */
public final class JournalVictim {
    static final Uuid REPOSITORY = new Uuid("d7f4e9c0-0000-4000-8000-000000000001");
    private static final int THREADS = 6;

    private JournalVictim() {}

    public static void main(String[] args) throws Exception {
        DataSource pool = TestDatabase.at(args[0]).open();
        Durability durability = new Durability(pool);
        SqlTransactions transactions = new SqlTransactions(pool, durability, durability.shared());
        JournalTable journal = new JournalTable(transactions, new SizeRows(transactions), SizeWatch.NONE, Thread::new);
        AtomicInteger next = new AtomicInteger();
        PrintStream out = new PrintStream(System.out, true);
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> {
                        while (true) {
                            String name = args[1] + "-" + next.incrementAndGet();
                            journal.record(
                                    new LocationChange(
                                            REPOSITORY,
                                            new Key("WORM--" + name),
                                            new Uuid("somewhere"),
                                            LocationChange.Presence.PRESENT,
                                            System.nanoTime()),
                                    SizeChange.NONE);
                            out.println(name);
                        }
                    })
                    .start();
        }
    }
}
