// A network for the function app, and private endpoints by which it reaches storage.

@description('A storage service that is given a private endpoint.')
type endpoint = {
  @description('Name of the account.')
  account: string

  @description('Name of the service: blob, table or queue.')
  service: string
}

@description('Name of the network.')
param name string

@description('Region of the network.')
param location string

@description('Tags of all resources.')
param tags object

@description('Which storage services are reached.')
param endpoints endpoint[]

var services = ['blob', 'table', 'queue']
var storageSuffix = environment().suffixes.storage

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.0.0.0/24'
          // The host's extensions, logins and telemetry are reached this way; in newer versions a subnet has none by default.
          defaultOutboundAccess: true
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.0.1.0/24'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${storageSuffix}'
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: '${name}-${service}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for item in endpoints: {
    name: 'endpoint-${item.account}-${item.service}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'endpoints')
      }
      privateLinkServiceConnections: [
        {
          name: item.service
          properties: {
            privateLinkServiceId: resourceId('Microsoft.Storage/storageAccounts', item.account)
            groupIds: [item.service]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (item, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: item.service
          properties: {
            privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.${item.service}.${storageSuffix}')
          }
        }
      ]
    }
    dependsOn: [
      zoneLinks
    ]
  }
]
