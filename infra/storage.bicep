// A storage account without keys or public blobs: the Functions host's, the ledger's, or both in one.

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags object

@description('How it keeps its copies.')
param redundancy string

@description('Is it reached through private endpoints alone?')
param privateNetwork bool

@description('Object id of the identity the program and the host run as.')
param principalId string

@description('Object id of who makes businesses and keys; empty: nobody.')
param operatorId string

@description('Name of the container of packages.')
@minLength(3)
@maxLength(63)
param packageContainer string

@description('Does it hold the package and what the Functions host keeps?')
param holdsPackages bool

@description('Does it hold the ledger and its reports?')
param holdsData bool

@description('Days after which a file of a snapshot goes to the cool tier.')
param coolDays int

@description('Days after which a file of a snapshot is deleted, whatever else happened.')
param snapshotDays int

var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 30
    }
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = if (holdsPackages) {
  parent: blobs
  name: packageContainer
}

resource dataContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in ['reports', 'imports']: if (holdsData) {
    parent: blobs
    name: container
  }
]

resource dataTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for table in ['credits', 'directory']: if (holdsData) {
    parent: tables
    name: table
  }
]

resource dataQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in ['shards', 'shards-poison']: if (holdsData) {
    parent: queues
    name: queue
  }
]

resource oldSnapshots 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (holdsData) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-snapshots'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['reports/']
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: coolDays
                }
                delete: {
                  daysAfterModificationGreaterThan: snapshotDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

// The Functions host wants to own its blobs, and the package is read with the same right.
resource hostRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (holdsPackages) {
  name: guid(account.id, principalId, blobDataOwner)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource dataRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [blobDataContributor, tableDataContributor, queueDataContributor]: if (holdsData) {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: principalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource operatorRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (holdsData && !empty(operatorId)) {
  name: guid(account.id, operatorId, tableDataContributor)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
    principalId: operatorId
  }
}
