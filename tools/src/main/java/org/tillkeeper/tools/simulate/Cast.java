package org.tillkeeper.tools.simulate;

import java.io.IOException;

/**
 * Who takes part in a run: the acquirer, the network, the till with its customers, and those who
 * watch. They know the run and each other in one direction, as they are made here from the first to
 * the last; none of them knows this list.
 */
final class Cast implements AutoCloseable {
  final Host host;
  final Homes homes;
  final Customers customers;
  final Shown shown = new Shown();
  final SettlementWatch settlements;
  final WireWatch wire;
  final ScreenWatch screen;
  final Net net;
  final TillSide till;
  final Telephones telephones;

  Cast(Run run, Templates templates) throws IOException {
    Stage stage = run.stage();
    host = new Host(stage.dialect(), stage.schedule(), run.time()::truth, run.tally());
    homes = new Homes(run, templates);
    customers = new Customers(host);
    UnderWay underWay = new UnderWay();
    UsedStans stans = new UsedStans(run);
    settlements = new SettlementWatch(run, host, customers, stans, shown);
    wire = new WireWatch(run, homes, host, customers, underWay, stans, shown, settlements);
    screen = new ScreenWatch(run, customers, shown, wire, settlements);
    WireTap tap = new WireTap(run, host, shown, underWay, wire, settlements);
    net = new Net(run.time(), host, stage.schedule(), run.tally(), tap);
    till = new TillSide(run, customers, shown, screen, underWay);
    telephones = new Telephones(run, host.codes(), customers, shown, net);
  }

  @Override
  public void close() {
    homes.close();
  }
}
