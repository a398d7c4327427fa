// The function app and all it needs, in a resource group that is there.

@description('13 characters that make the names of resources unique.')
@minLength(13)
@maxLength(13)
param suffix string

@description('Region of all resources.')
param location string

@description('Tags of all resources.')
param tags object

@description('Memory of an instance, in MiB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('How many instances there may be at most.')
param maximumInstanceCount int

@description('Instances kept warm for HTTP; timers and the queue have instances of their own, which are not.')
param alwaysReadyInstances int

@description('How storage keeps its copies.')
param storageRedundancy string

@description('Is the ledger in a storage account of its own?')
param separateDataAccount bool

@description('Is storage reached through private endpoints alone?')
param privateNetwork bool

@description('Who is told by e-mail when something is wrong; empty: nobody.')
param alertEmail string

@description('Object id of who makes businesses and keys; empty: nobody.')
param operatorId string

@description('Days logs are kept.')
param logRetentionDays int

@description('Settings of the program that differ from settings.json, by name; values are text.')
param settings object

var appName = 'credit-${suffix}'
var insightsName = 'insights-${suffix}'
var networkName = 'network-${suffix}'
var hostAccountName = 'host${suffix}'
var dataAccountName = separateDataAccount ? 'credit${suffix}' : hostAccountName
var packageContainer = 'packages'
var storageSuffix = environment().suffixes.storage
var metricsPublisherRole = '3913510d-42f4-4e42-8a64-420c390055eb'

// Links to files of an account without a public address would lead nowhere.
var networkSettings = privateNetwork ? { FileLinksFromBytes: '0' } : {}
var programSettings = union(loadJsonContent('settings.json'), networkSettings, settings)

// Later than PruneSnapshots ever is: what this deletes, pruning has failed to.
var snapshotDays = max(int(programSettings.SnapshotsKeptDays), int(programSettings.SnapshotsKeptMonths) * 31) + 60

// What PruneSnapshots leaves after the days is kept for months; the cool tier charges for 30 days at least.
var coolDays = max(30, int(programSettings.SnapshotsKeptDays) + 1)

var dataEndpoints = [
  { account: dataAccountName, service: 'blob' }
  { account: dataAccountName, service: 'table' }
  { account: dataAccountName, service: 'queue' }
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'identity-${suffix}'
  location: location
  tags: tags
}

module hostStorage 'storage.bicep' = {
  name: 'host-storage'
  params: {
    name: hostAccountName
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateNetwork: privateNetwork
    principalId: identity.properties.principalId
    operatorId: operatorId
    packageContainer: packageContainer
    holdsPackages: true
    holdsData: !separateDataAccount
    coolDays: coolDays
    snapshotDays: snapshotDays
  }
}

module dataStorage 'storage.bicep' = if (separateDataAccount) {
  name: 'data-storage'
  params: {
    name: dataAccountName
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateNetwork: privateNetwork
    principalId: identity.properties.principalId
    operatorId: operatorId
    packageContainer: packageContainer
    holdsPackages: false
    holdsData: true
    coolDays: coolDays
    snapshotDays: snapshotDays
  }
}

module network 'network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    name: networkName
    location: location
    tags: tags
    endpoints: separateDataAccount ? concat(dataEndpoints, [{ account: hostAccountName, service: 'blob' }]) : dataEndpoints
  }
  dependsOn: [
    hostStorage
    dataStorage
  ]
}

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'logs-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logRetentionDays
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

resource metricsPublisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identity.id, metricsPublisherRole)
  scope: insights
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisherRole)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: tags
    insightsId: insights.id
    email: alertEmail
  }
}

module workbook 'workbook.bicep' = {
  name: 'workbook'
  params: {
    location: location
    tags: tags
    insightsId: insights.id
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: appName
  location: location
  tags: union(tags, { 'azd-service-name': 'creditfunctions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: privateNetwork ? resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'app') : null
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${hostAccountName}.blob.${storageSuffix}/${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
      }
    }
  }
  dependsOn: [
    hostStorage
    dataStorage
    network
  ]
}

// One by one: both change the app's own configuration.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
  dependsOn: [
    noFtpPassword
  ]
}

resource appSettings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: union(programSettings, {
    // Where the program's data is; the Functions host reads the queue of shards by the same settings.
    CreditStorage__tableServiceUri: 'https://${dataAccountName}.table.${storageSuffix}'
    CreditStorage__blobServiceUri: 'https://${dataAccountName}.blob.${storageSuffix}'
    CreditStorage__queueServiceUri: 'https://${dataAccountName}.queue.${storageSuffix}'
    CreditStorage__credential: 'managedidentity'
    CreditStorage__clientId: identity.properties.clientId
    // Which identity Azure.Identity takes in the program.
    AZURE_CLIENT_ID: identity.properties.clientId
    AzureWebJobsStorage__accountName: hostAccountName
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.properties.clientId
    // What reads queues in the Functions host; not in host.json, which must also start offline.
    AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle'
    AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)'
    // The host's own diagnostic table: it has no right to tables of its account, and needs none.
    AzureWebJobsFeatureFlags: 'DisableDiagnosticEventLogging'
    // The program has a page of its own at /.
    AzureWebJobsDisableHomepage: 'true'
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'
  })
  dependsOn: [
    metricsPublisher
    noScmPassword
  ]
}

@description('Name of the function app.')
output appName string = app.name

@description('Address of the API and the console.')
output apiUrl string = 'https://${app.properties.defaultHostName}'

@description('Name of the storage account that holds the ledger and its reports.')
output dataAccountName string = dataAccountName

@description('Name of the storage account of the Functions host and the package.')
output hostAccountName string = hostAccountName

@description('Name of the Application Insights component.')
output insightsName string = insights.name

@description('Client id of the identity the program runs as.')
output identityClientId string = identity.properties.clientId
