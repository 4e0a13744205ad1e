package org.tillkeeper.android;

import android.net.ConnectivityManager;
import android.net.LinkProperties;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import java.util.HashSet;
import java.util.Set;

/**
 * What Android tells of the networks of this device. Each change is told on: a network that comes
 * or goes, and one that gets other addresses or routes. Called by Android on a thread of its own.
 */
final class DeviceNetwork extends ConnectivityManager.NetworkCallback implements AutoCloseable {
  private final ConnectivityManager manager;
  private final Listener listener;
  private final Set<Network> there = new HashSet<>();

  /** Is told of changes. */
  interface Listener {
    /**
     * A network has changed.
     *
     * @param isThere whether any is left
     */
    void changed(boolean isThere);
  }

  private DeviceNetwork(ConnectivityManager manager, Listener listener) {
    this.manager = manager;
    this.listener = listener;
  }

  /** Begins to listen. Networks that are there already are told as new ones. */
  static DeviceNetwork listen(ConnectivityManager manager, Listener listener) {
    DeviceNetwork network = new DeviceNetwork(manager, listener);
    // Those that Android would leave out, and by which an acquirer may be reached: a VPN, and a
    // private network that has no internet.
    NetworkRequest any =
        new NetworkRequest.Builder()
            .removeCapability(NetworkCapabilities.NET_CAPABILITY_NOT_VPN)
            .removeCapability(NetworkCapabilities.NET_CAPABILITY_TRUSTED)
            .build();
    manager.registerNetworkCallback(any, network);
    return network;
  }

  @Override
  public void onAvailable(Network network) {
    change(network, true);
  }

  @Override
  public void onLost(Network network) {
    change(network, false);
  }

  @Override
  public void onLinkPropertiesChanged(Network network, LinkProperties properties) {
    change(network, true);
  }

  private void change(Network network, boolean isThere) {
    boolean any;
    synchronized (there) {
      if (isThere) {
        there.add(network);
      } else {
        there.remove(network);
      }
      any = !there.isEmpty();
    }
    listener.changed(any);
  }

  @Override
  public void close() {
    manager.unregisterNetworkCallback(this);
  }
}
